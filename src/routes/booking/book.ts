// Owns the booking page's one script: the form takes the place of what was rendered ahead of time.
import { mount } from 'svelte';
import BookingPage from '#lib/booking/BookingPage.svelte';

const target = document.getElementById('booking');
if (!target) throw new Error('Cannot show the form: the page has no place for it');
target.textContent = '';
mount(BookingPage, { target });
